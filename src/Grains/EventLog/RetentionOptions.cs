namespace Streams.Grains.EventLog;

/// <summary>How long progress ticks are kept in full (section <c>Streams:Retention</c>).</summary>
public sealed class RetentionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Streams:Retention";

    /// <summary>Whether the ticks of completed streams are thinned at all. True where not set.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// For how long nothing must have happened on a completed stream. At least 10 minutes, for which every report is known by its id; an hour where not set.
    /// </summary>
    public TimeSpan ThinAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The stretch of time of which one tick stays. At least 1 ms; a minute where not set.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often is looked for streams to thin. At least 1 s; 10 minutes where not set.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(10);
}
