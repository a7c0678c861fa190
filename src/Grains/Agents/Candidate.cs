using Streams.Contract;
using Streams.Grains.Companies;

namespace Streams.Grains.Agents;

/// <summary>A company of the source as the stream knows it.</summary>
/// <param name="Key">The key of its item.</param>
/// <param name="Company">The company.</param>
/// <param name="Known">The stream's item with this key, or null.</param>
internal sealed record Candidate(string Key, Company Company, Item? Known);
