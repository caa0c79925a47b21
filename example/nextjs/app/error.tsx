"use client";

export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <>
      <h1>Something went wrong</h1>
      <p>The page could not be loaded.</p>
      <button onClick={retry}>Try again</button>
    </>
  );
}
