namespace Streams.Client;

/// <summary>When a request that failed may be sent again by the HTTP pipeline.</summary>
internal enum Repeat
{
    /// <summary>Not at all: whoever sends it sees to that itself.</summary>
    Never,

    /// <summary>Only where it surely was not carried out: a 429, or no connection. A second goal or a second run is worse than an error.</summary>
    WhereNothingWasDone,

    /// <summary>Whenever it can help: done twice, it is done.</summary>
    Always,
}
