/**
 * The program of the readiness Job, in Python since every Ray image has it; it needs nothing but the standard library.
 * It asks the head over Ray's own state API until the expected workers and GPUs have registered, and prints each change of
 * what it sees. A failure's reason goes to the termination message, which Kubernetes and Pulumi show.
 */
export const READINESS_PROGRAM = `
import json, os, ssl, sys, time, urllib.error, urllib.parse, urllib.request

address = os.environ["RAY_DASHBOARD"]
workers = int(os.environ["EXPECTED_WORKERS"])
gpus = int(os.environ["EXPECTED_GPUS"])
version = os.environ["EXPECTED_RAY_VERSION"]
timeout = int(os.environ["TIMEOUT_SECONDS"])
# Credentials of the pod's service account, which may read the pods of its namespace.
account = os.environ.get("SERVICE_ACCOUNT", "/var/run/secrets/kubernetes.io/serviceaccount")


def account_token():
    # Kubernetes renews the file.
    with open(account + "/token") as token:
        return token.read()


def headers():
    token = account_token() if os.environ.get("K8S_TOKEN_AUTH") else os.environ.get("RAY_AUTH_TOKEN")
    return {"Authorization": "Bearer " + token} if token else {}


def ask(path):
    request = urllib.request.Request(address + path, headers=headers())
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


# Seconds between two looks at the pods.
LOOK_AGAIN = 5
looked = None
obstacles = ""


def kubernetes(path):
    api = os.environ.get("KUBERNETES_API") or "https://{KUBERNETES_SERVICE_HOST}:{KUBERNETES_SERVICE_PORT}".format(**os.environ)
    request = urllib.request.Request(api + path, headers={"Authorization": "Bearer " + account_token()})
    context = ssl.create_default_context(cafile=account + "/ca.crt") if api.startswith("https:") else None
    with urllib.request.urlopen(request, timeout=10, context=context) as response:
        return response.read().decode()


def obstacle(pod, pods):
    """Why a pod does not run, or None."""
    status = pod["status"]
    name = pod["metadata"]["name"]
    for condition in status.get("conditions", []):
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            return f"pod {name} waits for a node: {condition.get('message', '')}"
    for container in status.get("initContainerStatuses", []) + status.get("containerStatuses", []):
        waiting = container["state"].get("waiting", {})
        if waiting.get("reason") == "CrashLoopBackOff":
            query = urllib.parse.urlencode({"container": container["name"], "previous": "true", "tailLines": 3})
            lines = kubernetes(f"{pods}/{name}/log?{query}").strip().replace("\\n", " | ")
            return f"pod {name} crashes again and again; its last words: {lines}"
        if waiting.get("reason") in ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError"):
            return f"pod {name}: {waiting['reason']}: {waiting.get('message', '')}"
    return None


def look():
    """What keeps the cluster's pods from running, for people to read; best effort."""
    global looked, obstacles
    if looked is not None and time.monotonic() - looked < LOOK_AGAIN:
        return obstacles
    looked = time.monotonic()
    try:
        pods = f"/api/v1/namespaces/{os.environ['NAMESPACE']}/pods"
        selector = urllib.parse.urlencode({"labelSelector": "ray.io/cluster=" + os.environ["RAY_CLUSTER"]})
        found = [obstacle(pod, pods) for pod in json.loads(kubernetes(f"{pods}?{selector}"))["items"]]
        obstacles = "".join("; " + text[:500] for text in sorted(filter(None, found))[:3])
    except (OSError, ValueError, KeyError):
        obstacles = ""
    return obstacles


def fail(reason):
    with open(os.environ.get("TERMINATION_LOG", "/dev/termination-log"), "w") as log:
        log.write(reason)
    sys.exit(reason)


REFUSED = "the token in the Secret is not the one the head started with"
if os.environ.get("K8S_TOKEN_AUTH"):
    REFUSED = "the readiness Job's service account lacks the verb ray:write on rayclusters.ray.io, or the head's may not review tokens"

deadline = time.monotonic() + timeout
said = None
while True:
    try:
        missing = check()
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            fail(f"the head refuses the token (HTTP {error.code}): {REFUSED}")
        missing = f"the head answers HTTP {error.code}"
    except (OSError, ValueError, KeyError) as error:
        missing = f"the head does not answer yet ({error})"
    if missing is not None:
        missing += look()
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
