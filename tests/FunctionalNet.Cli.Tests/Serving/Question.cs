namespace FunctionalNet.Cli.Tests.Serving;

/// <summary>A command to run.</summary>
/// <param name="Folder">The working folder.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Output">The file that receives standard output.</param>
/// <param name="Error">The file that receives standard error.</param>
internal sealed record Question(string Folder, string[] Arguments, string Output, string Error);
