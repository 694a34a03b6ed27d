import json
import os
import tempfile

from ray import tune
from ray.tune.schedulers import ASHAScheduler

# The container of the storage account, which head and workers have mounted.
RESULTS = "/mnt/ray/results"


def descend(config: dict) -> None:
    """Descends to the minimum of x² in 100 steps; a trial that lost its node goes on from its last checkpoint."""
    x, first = 1.0, 0
    checkpoint = tune.get_checkpoint()
    if checkpoint:
        with checkpoint.as_directory() as directory, open(os.path.join(directory, "state.json")) as file:
            state = json.load(file)
            x, first = state["x"], state["step"]
    for step in range(first + 1, 101):
        x -= config["learning_rate"] * 2 * x
        if step % 10 == 0:
            with tempfile.TemporaryDirectory() as directory:
                with open(os.path.join(directory, "state.json"), "w") as file:
                    json.dump({"x": x, "step": step}, file)
                tune.report({"step": step, "loss": x * x}, checkpoint=tune.Checkpoint.from_directory(directory))


trainable = tune.with_resources(descend, {"cpu": 1, "gpu": 1})
name = "descend"
if tune.Tuner.can_restore(os.path.join(RESULTS, name)):
    # The head was lost in the middle: trials that had ended stay, the others go on.
    tuner = tune.Tuner.restore(os.path.join(RESULTS, name), trainable=trainable, resume_errored=True)
else:
    tuner = tune.Tuner(
        trainable,
        param_space={"learning_rate": tune.loguniform(1e-4, 1e-1)},
        tune_config=tune.TuneConfig(
            metric="loss",
            mode="min",
            num_samples=8,
            # Trials that fall behind end early, and leave their GPU to others.
            scheduler=ASHAScheduler(time_attr="step", max_t=100, grace_period=20),
        ),
        run_config=tune.RunConfig(
            name=name,
            storage_path=RESULTS,
            # Each eviction is a failure.
            failure_config=tune.FailureConfig(max_failures=10),
            checkpoint_config=tune.CheckpointConfig(num_to_keep=2),
        ),
    )
best = tuner.fit().get_best_result(metric="loss", mode="min")
print(f"best: {best.config}, loss {best.metrics['loss']:.3g}, checkpoint in {best.path}")
