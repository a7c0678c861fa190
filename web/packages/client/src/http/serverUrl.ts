/**
 * The server's address without a slash at the end.
 * @param url - As given; where it is left out, the page's own origin.
 * @throws TypeError where it is left out and there is no page.
 */
export function serverUrl(url: string | undefined): string {
  if (url !== undefined && url !== '') return url.replace(/\/+$/, '');
  if (typeof location !== 'undefined' && location.origin !== 'null') return location.origin;
  throw new TypeError('Outside a page the option `url` is needed: the server\'s address, such as "http://localhost:5080".');
}
