using System.ComponentModel.DataAnnotations;
using Streams.Grains.Settings;

namespace Streams.Api.Http.Reports;

/// <summary>How long an API host of a cluster tries to bring a report to its stream.</summary>
[Section("Streams:Delivery")]
public sealed class DeliveryOptions : IValidatableObject
{
    /// <summary>
    /// How long a call may take before it is repeated: a silo that died never answers. Longer than a report takes under load, because repeating it then makes the load worse.
    /// </summary>
    [Duration("00:00:00.100")]
    public TimeSpan Again { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the host tries before it tells the caller to try again. At least <see cref="Again"/>; longer than it takes to detect that a silo died.</summary>
    public TimeSpan GiveUp { get; set; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        GiveUp >= Again ? [] : [new($"Streams:Delivery:GiveUp is {GiveUp}; it must be at least Streams:Delivery:Again, which is {Again}.")];
}
