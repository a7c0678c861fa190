import { createStreamsClient, type StreamsClient } from '@streams/client';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { englishStrings, StringsContext, type Strings } from './strings.js';

const ClientContext = createContext<StreamsClient | undefined>(undefined);

// While rendering on a server there is no origin, and nobody connects.
const NOWHERE = 'http://localhost';

let shared: StreamsClient | undefined;

/** What {@link StreamsProvider} takes. */
export interface StreamsProviderProps {
  /** The client that hooks below use; made and disposed of by the host. Without one, a client of the page's own origin, shared by the page. */
  readonly client?: StreamsClient;
  /** Strings to say instead of the English ones. */
  readonly strings?: Partial<Strings>;
  readonly children?: ReactNode;
}

/** Gives hooks and components below it their client and their strings. Without a provider they use the page's own origin and English. */
export function StreamsProvider({ client, strings, children }: StreamsProviderProps): ReactNode {
  const said = useMemo(() => ({ ...englishStrings, ...strings }), [strings]);
  return (
    <ClientContext.Provider value={client}>
      <StringsContext.Provider value={said}>{children}</StringsContext.Provider>
    </ClientContext.Provider>
  );
}

/** The client that hooks use here. One connection serves all of its streams. */
export function useStreamsClient(): StreamsClient {
  // A client connects when somebody subscribes, so that one which is made while rendering on a server costs nothing.
  return useContext(ClientContext) ?? (shared ??= createStreamsClient(typeof location === 'undefined' ? { url: NOWHERE } : {}));
}
