using System.Net;
using System.Net.Sockets;

namespace Streams.Silo.Hosting;

internal static class FreePort
{
    /// <summary>Finds a free port. If another process takes it before it is used, the start fails with a clear message and can be retried.</summary>
    public static int On(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
