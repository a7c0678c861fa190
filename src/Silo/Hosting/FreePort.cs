using System.Net;
using System.Net.Sockets;

namespace Streams.Silo.Hosting;

/// <summary>Finds a port that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>A port that was free a moment ago. Somebody else may take it before it is used; then the start fails with a clear message and can be repeated.</summary>
    public static int On(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
