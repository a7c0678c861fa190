using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Streams.Grains.Settings;

namespace Streams.Api.Http.Reports;

/// <summary>How long an API host of a cluster tries to deliver a report to its stream.</summary>
[Section("Streams:Delivery")]
internal sealed class DeliveryOptions : IValidatableObject
{
    /// <summary>
    /// When to repeat an unanswered call: a call to a silo that dies is never answered. Longer than a report takes under load; otherwise repeats
    /// add to the load.
    /// </summary>
    [Duration("00:00:00.100", "00:05:00")]
    public TimeSpan Again { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>When to give up and let the caller retry. At least <see cref="Again"/>, and longer than it takes to detect a dead silo.</summary>
    [Duration("00:00:00.100", "01:00:00")]
    public TimeSpan GiveUp { get; set; } = TimeSpan.FromSeconds(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        GiveUp >= Again ? [] : [new($"Streams:Delivery:GiveUp is {GiveUp}; it must be at least Streams:Delivery:Again, which is {Again}.")];
}

[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
