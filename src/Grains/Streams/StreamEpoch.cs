using System.Security.Cryptography;
using System.Text;

namespace Streams.Grains.Streams;

/// <summary>The epoch of a stream's positions: it differs between streams, so that nobody takes a position in one stream for a position in another.</summary>
internal static class StreamEpoch
{
    private const int HashBytes = 8;

    /// <param name="log">The epoch of the log.</param>
    /// <param name="streamId">The stream.</param>
    public static string Of(string log, string streamId) =>
        $"{log}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(streamId)).AsSpan(0, HashBytes))}";
}
