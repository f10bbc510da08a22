/** A path as one would say it: without the scope that every call shares, with ids cut short. */
export function shortPath(path: string): string {
  const [bare = '', query = ''] = decoded(path).split('?');
  const filter = new URLSearchParams(query).get('$filter');
  const short = bare
    .replace(/^\/slack\/response\/.*/, 'response URL')
    .replace(/^\/(slack\/api|teams\/connector\/v3|v1\.0)\//, '')
    .replace(
      /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/virtualMachines\//i,
      '',
    )
    .replace(/^\/subscriptions\/[0-9a-f-]{36}/i, '/subscription')
    .replaceAll(/\/providers\/Microsoft\.(?:Authorization|Compute)\//gi, '/')
    .replaceAll(/\/?providers\/Microsoft\.(\w+)\//gi, '/$1/')
    .replaceAll(/([0-9a-f]{4})[0-9a-f]{4}-[0-9a-f-]{27}/gi, '$1…')
    .replace(/^\//, '');
  return filter === null ? short : `${short} · ${filter}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
