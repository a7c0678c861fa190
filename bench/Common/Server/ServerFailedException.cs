namespace Streams.Bench.Common.Server;

/// <summary>The server did not start, or did not do what every measurement needs.</summary>
internal sealed class ServerFailedException(string message) : Exception(message);
