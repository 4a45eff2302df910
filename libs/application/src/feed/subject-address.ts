/**
 * The path of the view that shows a subject, or what it is a part of, in the API. Of a person nothing is shown.
 * @param ref for example CWG-COP/meetings/15/outcomes/3
 */
export function addressOfSubject(ref: string): string {
  const [group = '', kind = '', key = '', part, ...number] = ref.split('/');
  if (group === 'calendar') return '/calendar';
  if (group === 'persons') return '/groups';
  const own = `/groups/${group}`;
  switch (kind) {
    case 'meetings':
      return part === 'outcomes' || part === 'contributions'
        ? `${own}/meetings/${key}/${part}/${encodeURIComponent(number.join('/'))}`
        : `${own}/meetings/${key}`;
    case 'liaison-statements':
      return `${own}/liaison-statements/${group}-${key}`;
    case 'reports':
      return `${own}/reports/${key}/${part ?? ''}`;
    default:
      return own;
  }
}
