namespace Streams.Client;

/// <summary>When the HTTP pipeline may repeat a request that failed.</summary>
internal enum Repeat
{
    /// <summary>Never: the sender repeats it.</summary>
    Never,

    /// <summary>Only if the server certainly did not carry it out: a 429, or no connection. A second assignment or run is worse than an error.</summary>
    WhereNothingWasDone,

    /// <summary>After any transient failure: the request is idempotent.</summary>
    Always,
}
