using System.Net;
using System.Net.Sockets;

namespace Streams.Silo.Hosting;

/// <summary>Tries ports before they are used.</summary>
internal static class FreePort
{
    /// <summary>Finds a free port. If another process takes it before it is used, the start fails with a clear message and can be retried.</summary>
    public static int On(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Checks that this process can listen on an address; with port 0, on any of its ports.</summary>
    /// <exception cref="InvalidSettingException">Another process listens there, this machine has no such address, or the port requires privileges.</exception>
    public static void Check(IPEndPoint endPoint, string portSetting, string addressSetting)
    {
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen();
        }
        catch (SocketException exception)
        {
            throw new InvalidSettingException(exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"Another process listens on {endPoint}: start it with another port ({portSetting}=…).",
                SocketError.AddressNotAvailable => $"This machine has no address {endPoint.Address}: start it with another one ({addressSetting}=…).",
                _ => $"Cannot listen on {endPoint}: {exception.Message}.",
            });
        }
    }
}
