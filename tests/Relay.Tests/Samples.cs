using System.Globalization;

namespace Streams.Relay.Tests;

/// <summary>The number of samples of a property test. CsCheck picks a new seed for each run and prints it on failure.</summary>
internal static class Samples
{
    private static readonly int Factor =
        int.Parse(Environment.GetEnvironmentVariable("STREAMS_SAMPLES") is { Length: > 0 } factor ? factor : "1", CultureInfo.InvariantCulture);

    /// <param name="samples">For a normal run; <c>STREAMS_SAMPLES</c> multiplies it (<c>make soak</c> sets it).</param>
    public static int Times(int samples) => samples * Factor;
}
