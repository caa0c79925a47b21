import { Component, type ReactNode } from "react";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { sentenceOf } from "./sentences";

/** Shows why a view can't be shown. Another `resetKey` tries again. */
export class ErrorBoundary extends Component<
  { resetKey: string; children: ReactNode },
  { error: unknown }
> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate({ resetKey }: { resetKey: string }) {
    if (resetKey !== this.props.resetKey && this.state.error !== null) this.reset();
  }

  private reset() {
    this.setState({ error: null });
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div role="alert">
        <EmptyState
          icon="alert"
          title="This can’t be shown"
          action={<Button onClick={() => this.reset()}>Try again</Button>}
        >
          {sentenceOf(this.state.error)}
        </EmptyState>
      </div>
    );
  }
}
