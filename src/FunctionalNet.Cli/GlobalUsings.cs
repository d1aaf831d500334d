global using ResultOrError = LanguageExt.Either<LanguageExt.Common.Error, FunctionalNet.Cli.Commands.Result>;
