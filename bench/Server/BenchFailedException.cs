namespace Streams.Bench.Server;

/// <summary>A measurement cannot continue: the server did not start, or did not do what every measurement needs.</summary>
internal sealed class BenchFailedException(string message) : ToolException(message);
