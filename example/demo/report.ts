/** Prints the steps of the demo, each with what came back. */
export class Report {
  #steps = 0;

  step(title: string) {
    this.#steps += 1;
    console.log(`\n${this.#steps}. ${title}`);
  }

  /** Prints what came back, and throws when it is not what the step promises. */
  check(what: string, got: unknown, holds: boolean) {
    console.log(`   ${holds ? "✓" : "✗"} ${what}: ${shown(got)}`);
    if (!holds) throw new Error(`Step ${this.#steps} did not hold: ${what}.`);
  }

  get steps() {
    return this.#steps;
  }
}

function shown(value: unknown) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
