global using Answered = LanguageExt.Either<LanguageExt.Common.Error, FunctionalNet.Cli.Commands.Result>;
