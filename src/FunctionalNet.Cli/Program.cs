using FunctionalNet.Cli.Commands;

return await Tool.Run(args).ConfigureAwait(false);
