"""Answers halmos' questions with cvc5: bit vectors as integers, so that products can be proved."""

import sys

import cvc5


def main(path: str) -> None:
    solver = cvc5.Solver()
    solver.setOption("solve-bv-as-int", "sum")
    solver.setOption("produce-models", "true")
    parser = cvc5.InputParser(solver)
    parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, path)
    while not (command := parser.nextCommand()).isNull():
        print(command.invoke(solver, parser.getSymbolManager()), end="")


main(sys.argv[1])
