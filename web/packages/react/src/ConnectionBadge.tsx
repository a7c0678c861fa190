import type { StreamStatus } from '@streams/client';
import type { ReactNode } from 'react';
import { useStrings, type Strings } from './strings.js';

/** The tone and the text of a status. */
function describe(status: StreamStatus, strings: Strings): readonly [tone: 'live' | 'waiting' | 'offline', text: string] {
  switch (status) {
    case 'live':
      return ['live', strings.live];
    case 'idle':
    case 'connecting':
      return ['waiting', strings.connecting];
    case 'reconnecting':
      return ['offline', strings.reconnecting];
    case 'offline':
      return ['offline', strings.offline];
    case 'gone':
      return ['offline', strings.gone];
    case 'refused':
      return ['offline', strings.unavailable];
  }
}

/** Shows whether the display is live. */
export function ConnectionBadge({ status }: { readonly status: StreamStatus }): ReactNode {
  const [tone, text] = describe(status, useStrings());
  return (
    <span className="streams-connection" data-tone={tone} role="status">
      {text}
    </span>
  );
}
