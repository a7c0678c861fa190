namespace Streams.Bench.Relay;

internal enum HubMessageKind
{
    Other,
    Snapshot,
    Frame,
    Refused,
}
