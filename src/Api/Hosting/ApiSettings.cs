using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Streams.Silo.Hosting;

namespace Streams.Api.Hosting;

/// <summary>The settings of an API host that silos do not have (section <c>Streams</c>).</summary>
internal sealed class ApiSettings : IValidatableObject
{
    /// <summary>The default of <see cref="DrainDelay"/> in a cluster: long enough for a load balancer that checks every second.</summary>
    public static readonly TimeSpan ClusterDrainDelay = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(5);

    /// <summary>Whether grains run in this process. If not, it is a client of the silos that share its database.</summary>
    public bool InProcessSilo { get; set; } = true;

    /// <summary>
    /// How long the process reports that it is not ready, and still serves, before it stops. 0 to 5 min; the default is 0 in a single process and
    /// <see cref="ClusterDrainDelay"/> in a cluster.
    /// </summary>
    public TimeSpan? DrainDelay { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DrainDelay is { } delay && (delay < TimeSpan.Zero || delay > LongestDrain))
            yield return new($"{SiloSettings.Section}:{nameof(DrainDelay)} is {delay}; it must be 0 to 5 minutes (00:05:00).");
    }
}

[OptionsValidator]
internal sealed partial class ApiSettingsValidator : IValidateOptions<ApiSettings>;
