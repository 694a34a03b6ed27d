/**
 * The program of the readiness Job, in Python since every Ray image has it; it needs nothing but the standard library.
 * It asks the head over Ray's own state API until the expected workers and GPUs have registered, and prints each change of
 * what it sees. A failure's reason goes to the termination message, which Kubernetes and Pulumi show.
 */
export const READINESS_PROGRAM = `
import json, os, sys, time, urllib.error, urllib.request

address = os.environ["RAY_DASHBOARD"]
workers = int(os.environ["EXPECTED_WORKERS"])
gpus = int(os.environ["EXPECTED_GPUS"])
version = os.environ["EXPECTED_RAY_VERSION"]
timeout = int(os.environ["TIMEOUT_SECONDS"])
headers = {}
if os.environ.get("RAY_AUTH_TOKEN"):
    headers["Authorization"] = "Bearer " + os.environ["RAY_AUTH_TOKEN"]


def ask(path):
    request = urllib.request.Request(address + path, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def check():
    """What is missing, or None when Ray is ready."""
    running = ask("/api/version")["ray_version"]
    if running != version:
        fail(f"the head runs Ray {running}, but ray.version is {version}: set ray.version or ray.image")
    nodes = [n for n in ask("/api/v0/nodes?limit=10000&detail=1")["data"]["result"]["result"] if n["state"] == "ALIVE"]
    seen_workers = sum(1 for n in nodes if not n["is_head_node"])
    seen_gpus = int(sum(n["resources_total"].get("GPU", 0) for n in nodes))
    if len(nodes) > seen_workers and seen_workers >= workers and seen_gpus >= gpus:
        return None
    return f"{seen_workers} of {workers} workers and {seen_gpus} of {gpus} GPUs have registered"


def fail(reason):
    with open(os.environ.get("TERMINATION_LOG", "/dev/termination-log"), "w") as log:
        log.write(reason)
    sys.exit(reason)


deadline = time.monotonic() + timeout
said = None
while True:
    try:
        missing = check()
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            fail(f"the head refuses the token (HTTP {error.code}): the token in the Secret is not the one the head started with")
        missing = f"the head answers HTTP {error.code}"
    except (OSError, ValueError, KeyError) as error:
        missing = f"the head does not answer yet ({error})"
    if missing is None:
        print("Ray is ready", flush=True)
        break
    if missing != said:
        print(missing, flush=True)
        said = missing
    if time.monotonic() > deadline:
        fail(f"Ray is not ready after {timeout} s: {missing}")
    time.sleep(1)
`.trimStart();
