using System.Net;
using System.Net.Sockets;

namespace Streams.Tools;

/// <summary>Finds a free port on the loopback interface.</summary>
internal static class FreePort
{
    /// <summary>A port that was free a moment ago. Another process may take it first; then the start fails and can be repeated.</summary>
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
