using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Streams.Api.Http.Reports;

/// <summary>How long an API host of a cluster tries to deliver a report to its stream (section <c>Streams:Delivery</c>).</summary>
internal sealed class DeliveryOptions : IValidatableObject
{
    public const string Section = "Streams:Delivery";

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// When to repeat an unanswered call: a call to a silo that dies is never answered. 100 ms or more, and longer than a report takes under load; otherwise repeats
    /// add to the load.
    /// </summary>
    public TimeSpan Again { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>When to give up and let the caller retry. At least <see cref="Again"/>, and longer than it takes to detect a dead silo.</summary>
    public TimeSpan GiveUp { get; set; } = TimeSpan.FromSeconds(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Again < Shortest)
            yield return new($"{Section}:{nameof(Again)} is {Again}; it must be at least {Shortest}.");
        if (GiveUp < Again)
            yield return new($"{Section}:{nameof(GiveUp)} is {GiveUp}; it must be at least {Section}:{nameof(Again)}, which is {Again}.");
    }
}

[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
