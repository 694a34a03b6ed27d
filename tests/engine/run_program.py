"""Runs the Pulumi program in the working directory, with what the environment says of the deployment."""

import asyncio
import os
import runpy
import sys

import pulumi

RUNTIME = pulumi.runtime
# An error that the program has reported already.
REPORTED = 32


def main() -> int:
    env = os.environ
    RUNTIME.set_all_config(RUNTIME.get_config_env(), RUNTIME.get_config_secret_keys_env())
    RUNTIME.configure(
        RUNTIME.Settings(
            monitor=env["PULUMI_MONITOR"],
            engine=env["PULUMI_ENGINE"],
            project=env["PULUMI_PROJECT"],
            stack=env["PULUMI_STACK"],
            parallel=int(env["PULUMI_PARALLEL"]),
            dry_run=env["PULUMI_DRY_RUN"] == "true",
            organization=env["PULUMI_ORGANIZATION"],
            root_directory=env["PULUMI_ROOT_DIRECTORY"],
        )
    )
    try:
        asyncio.run(RUNTIME.run_in_stack(lambda: runpy.run_path("__main__.py", run_name="__main__")))
    except Exception as error:
        pulumi.log.error(str(error))
        return REPORTED
    return 0


sys.exit(main())
