using Microsoft.Extensions.Options;
using Streams.Grains.Settings;

namespace Streams.Grains.EventLog;

/// <summary>How long progress ticks are kept in full.</summary>
[Section("Streams:Retention")]
internal sealed class RetentionOptions
{
    /// <summary>Whether the ticks of completed streams are thinned at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a completed stream must have been quiet. At least 10 minutes, the time for which every report id is remembered.</summary>
    [Duration("00:10:00", "365.00:00:00")]
    public TimeSpan ThinAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>One tick is kept of each such interval.</summary>
    [Duration("00:00:00.001", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The check interval.</summary>
    [Duration("00:00:01", "1.00:00:00")]
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
internal sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;
