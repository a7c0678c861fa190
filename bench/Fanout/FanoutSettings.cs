namespace Streams.Bench.Fanout;

/// <param name="Api">The API's assembly.</param>
/// <param name="Peers">The servers to measure.</param>
/// <param name="Only">The parts to measure.</param>
/// <param name="Rounds">How often each server is measured.</param>
/// <param name="Length">Length of each measurement.</param>
/// <param name="WarmUp">Load before the first latency of a server is measured.</param>
internal sealed record FanoutSettings(string Api, string[] Peers, string[] Only, int Rounds, TimeSpan Length, TimeSpan WarmUp)
{
    public const string Rest = "rest";
    public const string Crowd = "crowd";
    public const string Many = "many";
    public const string Single = "single";
    public const string Outage = "outage";
    public const string Durable = "durable";

    public static readonly string[] Parts = [Rest, Crowd, Many, Single, Outage, Durable];

    public bool Includes(string part) => Only.Contains(part);
}
