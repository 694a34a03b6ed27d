/**
 * The program of the Job that imports Ray's dashboards into Azure Managed Grafana. The image of the Ray head holds their
 * generators, so they are always those of its Ray version; all else is Python's standard library. It signs in with the token of
 * its service account (https://learn.microsoft.com/entra/workload-id/workload-identity-federation), for Azure Managed Grafana by the
 * id that it has in every cloud (https://learn.microsoft.com/azure/managed-grafana/how-to-authenticate-data-plane-api;
 * Azure/azure-cli-extensions, src/amg, takes it under whatever cloud). Roles and trust take
 * minutes until they are known everywhere, so it tries again until its time is up; no token is ever printed.
 */
export const DASHBOARDS_PROGRAM = `
import json, os, sys, time, urllib.error, urllib.parse, urllib.request

grafana = os.environ["GRAFANA_URL"].rstrip("/")
workspace = os.environ["MONITOR_WORKSPACE"].lower()
timeout = int(os.environ["TIMEOUT_SECONDS"])
pause = int(os.environ["RETRY_SECONDS"])
FOLDER = "Ray"


class NotYet(Exception):
    """What time, or a person, may mend."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    # A token goes to nobody but whom it is for.
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(NoRedirect)


def fail(reason):
    with open(os.environ.get("TERMINATION_LOG", "/dev/termination-log"), "w") as log:
        log.write(reason)
    sys.exit(reason)


def ray_dashboards():
    try:
        from ray import __version__
        from ray.dashboard.modules.metrics import grafana_dashboard_factory as factory
    except ImportError as error:
        fail(f"the head's image has none of Ray's dashboards ({error}): use one with 'ray[default]', or set monitoring.azure.grafana.dashboards to false")
    makers = sorted(name for name in dir(factory) if name.startswith("generate_") and name.endswith("_grafana_dashboard"))
    # Each maker returns the dashboard as text, and its uid.
    return __version__, [json.loads(getattr(factory, name)()[0]) for name in makers]


def send(url, data, headers):
    request = urllib.request.Request(url, data, headers)
    try:
        with opener.open(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError:
        raise
    except (OSError, ValueError) as error:
        raise NotYet(f"{urllib.parse.urlsplit(url).hostname} does not answer as it should ({getattr(error, 'reason', error)})")


def explained(error, key):
    """What the other side says of its refusal."""
    try:
        text = str(json.load(error)[key])
    except (OSError, ValueError, KeyError, TypeError):
        text = error.reason
    # Numbers of a request, which differ each time, are told by Entra at the end.
    return f"HTTP {error.code}: {text.split(' Trace ID:')[0][:500]}"


def sign_in():
    with open(os.environ["AZURE_FEDERATED_TOKEN_FILE"]) as file:
        assertion = file.read()
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["AZURE_CLIENT_ID"],
        "scope": "ce34e7e5-485f-4d76-964f-b3d2b16d1e4f/.default",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
    }
    url = f"{os.environ['AZURE_AUTHORITY_HOST'].rstrip('/')}/{os.environ['AZURE_TENANT_ID']}/oauth2/v2.0/token"
    try:
        return send(url, urllib.parse.urlencode(form).encode(), {})["access_token"]
    except urllib.error.HTTPError as error:
        raise NotYet(f"Microsoft Entra does not let the identity in ({explained(error, 'error_description')})")


def ask(token, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    try:
        return send(grafana + path, data, headers)
    except urllib.error.HTTPError as error:
        said = explained(error, "message")
        if error.code in (400, 412, 413, 422):
            fail(f"Grafana refuses {path} ({said})")
        remedy = ": it needs the role Grafana Editor, which takes minutes to be known" if error.code in (401, 403) else ""
        raise NotYet(f"Grafana does not let the identity use {path} ({said}){remedy}")


def data_source(token):
    """The one that Grafana has of the workspace, by its address or the name that Azure gives it."""
    # Azure's own type is grafana-azureprometheus-datasource.
    found = [source for source in ask(token, "/api/datasources") if "prometheus" in source["type"]]
    for source in found:
        host = urllib.parse.urlsplit(source.get("url") or "").hostname or ""
        # An address begins with the name, a hyphen, and four characters.
        if host.split(".")[0].rpartition("-")[0] == workspace or source["name"].lower() == "managed_prometheus_" + workspace:
            return source
    names = ", ".join(source["name"] for source in found) or "none"
    raise NotYet(f"Grafana has no data source of the Azure Monitor workspace '{workspace}' (of Prometheus it has: {names}): link the workspace in Grafana's settings in Azure")


def folder(token):
    for found in ask(token, "/api/folders?limit=1000"):
        if found["title"] == FOLDER:
            return found["uid"]
    return ask(token, "/api/folders", {"title": FOLDER})["uid"]


def shows(dashboard, source):
    """The dashboard with the data source chosen. Ray hides the choice, which a Grafana with several of them needs."""
    for variable in dashboard.get("templating", {}).get("list", []):
        if variable.get("type") == "datasource":
            current = {"selected": True, "text": source["name"], "value": source["uid"]}
            variable.update(query=source["type"], current=current, hide=0)
    return dict(dashboard, id=None)


def put(version, dashboards):
    token = sign_in()
    source = data_source(token)
    uid = folder(token)
    for dashboard in dashboards:
        body = {"dashboard": shows(dashboard, source), "folderUid": uid, "overwrite": True, "message": f"Ray {version}"}
        ask(token, "/api/dashboards/db", body)


missing = [name for name in ("AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST", "AZURE_TENANT_ID", "AZURE_CLIENT_ID") if name not in os.environ]
if missing:
    fail(f"the pod has no {missing[0]}: AKS's webhook for workload identity did not see it")
version, dashboards = ray_dashboards()
deadline = time.monotonic() + timeout
said = None
while True:
    try:
        put(version, dashboards)
        break
    except NotYet as error:
        reason = str(error)
    if reason != said:
        print(reason, flush=True)
        said = reason
    if time.monotonic() > deadline:
        fail(f"Ray's dashboards are not in Grafana after {timeout} s: {reason}")
    time.sleep(pause)
print(f"{len(dashboards)} dashboards of Ray {version} are in Grafana, in the folder {FOLDER}: {grafana}/dashboards", flush=True)
`.trimStart();
