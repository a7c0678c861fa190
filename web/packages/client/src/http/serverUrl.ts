/**
 * The server's address without a slash at the end.
 * @param url - The address; by default the page's origin.
 * @throws TypeError if it is omitted and there is no page.
 */
export function serverUrl(url: string | undefined): string {
  if (url !== undefined && url !== '') return url.replace(/\/+$/, '');
  if (typeof location !== 'undefined' && location.origin !== 'null') return location.origin;
  throw new TypeError('Outside a web page, set the option `url` to the server\'s address, such as "http://localhost:5080".');
}
