import numpy as np
import ray

# The containers of the storage account, which head and workers have mounted.
TEXTS = "/mnt/texts"
LABELS = "/mnt/labels"
MODEL = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"


class Classifier:
    """One copy of the model on a GPU, loaded once and used for many batches."""

    def __init__(self) -> None:
        from transformers import pipeline

        self.classify = pipeline("text-classification", model=MODEL, device=0)

    def __call__(self, batch: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        results = self.classify(list(batch["text"]), truncation=True)
        batch["label"] = np.array([result["label"] for result in results])
        batch["score"] = np.array([result["score"] for result in results])
        return batch


dataset = ray.data.read_text(TEXTS).map_batches(
    Classifier,
    batch_size=64,
    num_gpus=1,
    # From one to four copies: a node comes for each that has to wait, and goes when the work ends.
    compute=ray.data.ActorPoolStrategy(min_size=1, max_size=4),
)
dataset.write_parquet(LABELS)
print(f"classified the lines of {TEXTS} into {LABELS}")
