namespace Streams.Api.Http.Reports;

/// <summary>How long an API host of a cluster tries to bring a report to its stream (section <c>Streams:Delivery</c>).</summary>
public sealed class DeliveryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Streams:Delivery";

    /// <summary>
    /// After how long without an answer it is sent again: a call that was under way to a silo when that died is never answered. At least 100 ms; longer than a report
    /// takes under load, or load is made worse.
    /// </summary>
    public TimeSpan Again { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>After how long it is given up, and the caller told to try again. Longer than it takes to find out that a silo died.</summary>
    public TimeSpan GiveUp { get; set; } = TimeSpan.FromSeconds(15);
}
