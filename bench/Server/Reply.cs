using System.Net;
using System.Text;

namespace Streams.Bench.Server;

/// <summary>A complete reply.</summary>
internal readonly record struct Reply(HttpStatusCode Status, byte[] Body)
{
    public override string ToString() => $"{(int)Status} {Encoding.UTF8.GetString(Body)}";
}
