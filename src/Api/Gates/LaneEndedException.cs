namespace Streams.Api.Gates;

/// <summary>The lane ended before the request was sent.</summary>
internal sealed class LaneEndedException() : TimeoutException("The called silo may be gone.");
