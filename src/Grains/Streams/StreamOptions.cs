using Microsoft.Extensions.Options;
using Streams.Grains.Settings;

namespace Streams.Grains.Streams;

/// <summary>The limits of a stream.</summary>
[Section("Streams")]
internal sealed class StreamOptions
{
    /// <summary>How long an agent may be silent before it counts as failed.</summary>
    [Duration("00:00:01", "1.00:00:00")]
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The number of events after which a snapshot is written to grain storage.</summary>
    [Number(1)]
    public int SnapshotEvery { get; set; } = 512;

    /// <summary>The number of items that a stream keeps in memory between reports; further ones are read from the log's table again.</summary>
    [Number(1)]
    public int MaxKnownItems { get; set; } = 5_000;
}

[OptionsValidator]
internal sealed partial class StreamOptionsValidator : IValidateOptions<StreamOptions>;
