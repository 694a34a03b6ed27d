/**
 * The program of the readiness Job, in Python since every Ray image has it; it needs nothing but the standard library.
 * It asks the head over Ray's own state API until the expected workers and GPUs have registered, and prints each change of
 * what it sees. A failure's reason goes to the termination message, which Kubernetes and Pulumi show.
 */
export const READINESS_PROGRAM = `
import json, os, re, ssl, sys, time, urllib.error, urllib.parse, urllib.request

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


class Refusal(str):
    """What no waiting mends, unless the head that answers is that of an earlier deployment."""


def check():
    """What is missing, or None when Ray is ready."""
    running = ask("/api/version")["ray_version"]
    if running != version:
        return Refusal(f"the head runs Ray {running}, but ray.version is {version}: set ray.version or ray.image")
    nodes = [n for n in ask("/api/v0/nodes?limit=10000&detail=1")["data"]["result"]["result"] if n["state"] == "ALIVE"]
    seen_workers = sum(1 for n in nodes if not n["is_head_node"])
    seen_gpus = int(sum(n["resources_total"].get("GPU", 0) for n in nodes))
    if len(nodes) > seen_workers and seen_workers >= workers and seen_gpus >= gpus:
        return "a head of an earlier deployment is still ending" if is_head_ending() else None
    return f"{seen_workers} of {workers} workers and {seen_gpus} of {gpus} GPUs have registered"


# Seconds between two looks at the pods, and pods that the reason names.
LOOK_AGAIN = 5
NAMED = 3
looked = None
obstacles = ""


def kubernetes(path, group="/api/v1", **query):
    """An answer of the API server about this namespace."""
    api = os.environ.get("KUBERNETES_API") or "https://{KUBERNETES_SERVICE_HOST}:{KUBERNETES_SERVICE_PORT}".format(**os.environ)
    url = f"{api}{group}/namespaces/{os.environ['NAMESPACE']}/{path}?{urllib.parse.urlencode(query)}"
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + account_token()})
    context = ssl.create_default_context(cafile=account + "/ca.crt") if api.startswith("https:") else None
    with urllib.request.urlopen(request, timeout=10, context=context) as response:
        return response.read().decode()


def best_effort(question, otherwise):
    try:
        return question()
    except (OSError, ValueError, KeyError):
        return otherwise


def pods(**labels):
    selector = {"ray.io/cluster": os.environ["RAY_CLUSTER"], **labels}
    return json.loads(kubernetes("pods", labelSelector=",".join("=".join(label) for label in selector.items())))["items"]


def events(name):
    """Events of the object of that name, the newest last, each with its time."""
    items = json.loads(kubernetes("events", fieldSelector="involvedObject.name=" + name))["items"]
    return sorted(((e.get("lastTimestamp") or e.get("eventTime") or "", e) for e in items), key=lambda timed: timed[0])


def is_head_ending():
    """Whether a head has been told to end: it answers until it does, and with it what it knows of its workers."""
    heads = best_effort(lambda: pods(**{"ray.io/node-type": "head"}), [])
    return any("deletionTimestamp" in head["metadata"] for head in heads)


def last_words(text):
    lines = " | ".join((text or "").strip().splitlines()[-3:])
    return f"; its last words: {lines}" if lines else ""


def maker_of_nodes(name):
    """What the cluster autoscaler or Karpenter says of a pod without a node."""
    said = [e for _, e in events(name) if (e.get("source", {}).get("component") or e.get("reportingComponent")) != "default-scheduler"]
    return f" ({said[-1]['reason']}: {said[-1]['message']})" if said else ""


def obstacle(pod):
    """Why a pod does not run, or None."""
    status = pod["status"]
    name = pod["metadata"]["name"]
    for condition in status.get("conditions", []):
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            more = best_effort(lambda: maker_of_nodes(name), "")
            return f"pod {name} waits for a node: {condition.get('message', '')}{more}"
    for container in status.get("initContainerStatuses", []) + status.get("containerStatuses", []):
        waiting = container["state"].get("waiting", {})
        if waiting.get("reason") == "CrashLoopBackOff":
            last = container.get("lastState", {}).get("terminated", {})
            how = f" ({last.get('reason', 'Error')}, exit code {last['exitCode']})" if "exitCode" in last else ""
            log = lambda: kubernetes(f"pods/{name}/log", container=container["name"], previous="true", tailLines=3)
            return f"pod {name} crashes again and again{how}{last_words(best_effort(log, last.get('message')))}"
        if waiting.get("reason") in ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError"):
            return f"pod {name}: {waiting['reason']}: {waiting.get('message', '')}"
    return None


# How KubeRay tells that it has deleted a pod that had ended and that nothing restarts, as under the autoscaler.
ENDED = re.compile(
    r"Deleted (worker|head) Pod \\S+/(\\S+); Pod status.*ExitCode:(\\d+),Signal:\\d+,Reason:([^,]*),Message:(.*?)(,StartedAt:|$)", re.DOTALL
)

# Seconds for which the end of a head counts, which the next one has not undone.
RECENT = 300


def ended():
    """The newest pod that ended and was made anew: a worker of the head that is there, or a head of late."""
    heads = [head["metadata"]["creationTimestamp"][:19] for head in pods(**{"ray.io/node-type": "head"})]
    since = {"worker": max(heads, default=""), "head": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - RECENT))}
    for when, event in reversed(events(os.environ["RAY_CLUSTER"])):
        found = ENDED.search(event.get("message", ""))
        if found and when[:19] >= since[found[1]]:
            _, name, code, reason, message, _ = found.groups()
            return [f"pod {name} ended and was made anew ({reason}, exit code {code}){last_words(message)}"]
    return []


def queued():
    """Why Kueue holds the cluster back, or None."""
    namespace, name = os.environ["NAMESPACE"], os.environ["RAY_CLUSTER"]
    for version in ("v1beta2", "v1beta1"):
        try:
            workloads = json.loads(kubernetes("workloads", f"/apis/kueue.x-k8s.io/{version}"))["items"]
            break
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
    else:
        return "the RayCluster waits for Kueue, which is not installed"
    ours = [w for w in workloads if any((o["kind"], o["name"]) == ("RayCluster", name) for o in w["metadata"].get("ownerReferences", []))]
    if not ours:
        return "the RayCluster is queued by Kueue, which has not looked at it yet: does Kueue run, with the integration ray.io/raycluster?"
    for workload in ours:
        conditions = {c["type"]: c for c in workload.get("status", {}).get("conditions", [])}
        state = {kind: c["status"] for kind, c in conditions.items()}
        if state.get("Admitted") == "True" or state.get("Finished") == "True":
            continue
        reasons = [conditions[kind].get("message", "") for kind, status in (("Evicted", "True"), ("QuotaReserved", "False")) if state.get(kind) == status]
        reasons += [f"{c['name']}: {c.get('message', '')}" for c in workload.get("status", {}).get("admissionChecks", []) if c.get("state") != "Ready"]
        queue = workload["spec"].get("queueName", "")
        # Kueue keeps the latest reason only, which may be that of another flavor; its events have all of them.
        more = f" (kubectl --namespace {namespace} describe workload {workload['metadata']['name']})"
        return f"the RayCluster is queued by Kueue in '{queue}'" + "".join(": " + reason for reason in filter(None, reasons)) + more
    return None


def look():
    """What keeps the cluster's pods from running, for people to read; best effort."""
    global looked, obstacles
    if looked is not None and time.monotonic() - looked < LOOK_AGAIN:
        return obstacles
    looked = time.monotonic()
    found = list(filter(None, [best_effort(queued, None)])) if os.environ.get("KUEUE") else []
    found += best_effort(ended, [])
    for pod in best_effort(lambda: sorted(pods(), key=lambda pod: pod["metadata"]["name"]), []):
        if len(found) == NAMED:
            break
        found += filter(None, [best_effort(lambda: obstacle(pod), None)])
    obstacles = "".join("; " + text[:500] for text in found)
    return obstacles


def fail(reason):
    with open(os.environ.get("TERMINATION_LOG", "/dev/termination-log"), "w") as log:
        log.write(reason)
    sys.exit(reason)


REFUSED = "the token in the Secret is not the one the head started with"
if os.environ.get("K8S_TOKEN_AUTH"):
    REFUSED = "the readiness Job's service account lacks the verb ray:write on rayclusters.ray.io, or the head's may not review tokens"

# Seconds for which the head has to refuse: one of an earlier deployment ends within the 30 s that Kubernetes gives it.
SETTLE = int(os.environ.get("SETTLE_SECONDS", 35))

deadline = time.monotonic() + timeout
said = None
refused_since = None
while True:
    try:
        missing = check()
    except urllib.error.HTTPError as error:
        missing = f"the head answers HTTP {error.code}"
        if error.code in (401, 403):
            missing = Refusal(f"the head refuses the token (HTTP {error.code}): {REFUSED}")
    except (OSError, ValueError, KeyError) as error:
        missing = f"the head does not answer yet ({error})"
    now = time.monotonic()
    if isinstance(missing, Refusal):
        refused_since = refused_since or now
        if now - refused_since >= SETTLE or now > deadline:
            fail(missing)
    else:
        refused_since = None
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
