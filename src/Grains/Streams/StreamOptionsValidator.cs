using Microsoft.Extensions.Options;

namespace Streams.Grains.Streams;

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class StreamOptionsValidator : IValidateOptions<StreamOptions>;
