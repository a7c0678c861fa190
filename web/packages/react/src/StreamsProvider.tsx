import { createStreamsClient, type StreamsClient } from '@streams/client';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { englishStrings, StringsContext, type Strings } from './strings.js';

const ClientContext = createContext<StreamsClient | undefined>(undefined);

// In server-side rendering there is no origin, and no connection is opened.
const PLACEHOLDER_URL = 'http://localhost';

let shared: StreamsClient | undefined;

/** The props of {@link StreamsProvider}. */
export interface StreamsProviderProps {
  /** The client for the hooks below; the host creates and closes it. Default: one client for the page's origin, shared by the page. */
  readonly client?: StreamsClient;
  /** Replacements for the English strings. */
  readonly strings?: Partial<Strings>;
  readonly children?: ReactNode;
}

/** Provides a client and strings to the hooks and components below it. Without a provider they use the page's origin and English. */
export function StreamsProvider({ client, strings, children }: StreamsProviderProps): ReactNode {
  const merged = useMemo(() => ({ ...englishStrings, ...strings }), [strings]);
  return (
    <ClientContext.Provider value={client}>
      <StringsContext.Provider value={merged}>{children}</StringsContext.Provider>
    </ClientContext.Provider>
  );
}

/** The client for hooks at this place in the tree. One connection serves all of its streams. */
export function useStreamsClient(): StreamsClient {
  // A client connects on the first subscription, so creating one in server-side rendering costs nothing.
  return useContext(ClientContext) ?? (shared ??= createStreamsClient(typeof location === 'undefined' ? { url: PLACEHOLDER_URL } : {}));
}
