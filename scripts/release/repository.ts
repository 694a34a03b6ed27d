/** What package.json says of a release. */
export interface ReleaseManifest {
  version: string;
  repository?: { url: string };
}

/** `OWNER/NAME` of the GitHub repository that package.json names, if it does. */
export function gitHubRepository({ repository }: Pick<ReleaseManifest, "repository">): string | undefined {
  return /github\.com[/:]([^/]+\/[^/]+?)(\.git)?$/.exec(repository?.url ?? "")?.[1];
}

/**
 * Why a release would not be found: the engine downloads plugins from where the schema says, which package.json decides.
 * @param running the repository in which the release runs, `OWNER/NAME`, where that is known
 */
export function repositoryFaults(manifest: ReleaseManifest, running?: string): string[] {
  const named = gitHubRepository(manifest);
  const remedy = `npm pkg set repository.type=git repository.url=git+https://github.com/${running ?? "OWNER/NAME"}.git && npm run generate`;
  if (named === undefined) {
    return [
      `package.json names no GitHub repository, so nobody's engine would find the plugin; run '${remedy}' and commit`,
    ];
  }
  return running === undefined || named === running
    ? []
    : [`package.json names the repository ${named}, but this is ${running}; run '${remedy}' and commit`];
}
