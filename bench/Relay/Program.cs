using Streams.Bench.Relay;

return await RelayCommand.RunAsync(args, (settings, cancellation) => new RelayBench(settings).RunAsync(cancellation));
