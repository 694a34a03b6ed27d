import json
import os
import tempfile

import ray.train
from ray.train import Checkpoint, RunConfig, ScalingConfig
from ray.train.data_parallel_trainer import DataParallelTrainer


def descend(config: dict) -> None:
    """Descends to the minimum of x², with a checkpoint every 100 steps, and goes on from the last one after a failure."""
    x, first = 1.0, 0
    checkpoint = ray.train.get_checkpoint()
    if checkpoint:
        with checkpoint.as_directory() as directory, open(os.path.join(directory, "state.json")) as file:
            state = json.load(file)
            x, first = state["x"], state["step"]
    for step in range(first + 1, 1001):
        x -= config["learning_rate"] * 2 * x
        if step % 100 == 0:
            with tempfile.TemporaryDirectory() as directory:
                with open(os.path.join(directory, "state.json"), "w") as file:
                    json.dump({"x": x, "step": step}, file)
                ray.train.report({"step": step, "x": x}, checkpoint=Checkpoint.from_directory(directory))


# Every worker reaches this path, which is the container of the storage account.
result = DataParallelTrainer(
    descend,
    train_loop_config={"learning_rate": 0.001},
    scaling_config=ScalingConfig(num_workers=1, use_gpu=True),
    run_config=RunConfig(
        name="descend",
        storage_path="/mnt/ray/results",
        failure_config=ray.train.FailureConfig(max_failures=2),
    ),
).fit()
print(f"{result.metrics}, checkpoint in {result.path}")
