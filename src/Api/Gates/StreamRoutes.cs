using Streams.Grains.Interfaces.Cluster;

namespace Streams.Api.Gates;

/// <summary>How this host reaches streams: as a client of silos, or as a node that has some itself.</summary>
/// <param name="AddressOf">The address of a silo's gate from here; null for the silo in this process, whose streams are called directly.</param>
/// <param name="SharesUnknown">Whether a stream whose silo is not known is called through a gate. A node finds it by itself.</param>
/// <param name="Alone">The number of reports to one silo that may be on their way alone. With more, sharing a call saves more than it costs (measured; see docs/measurements.md).</param>
internal sealed record StreamRoutes(Func<SiloPlace, SiloAddress?> AddressOf, bool SharesUnknown, int Alone = 16);
