import { useState } from "react";
import { Page } from "../ui/Page";
import { AllTracks } from "./AllTracks";
import { FoundTracks } from "./FoundTracks";
import { SearchField } from "./SearchField";
import { useSettled } from "./useSettled";

const TYPING_MS = 150;

/** Every track that the visitor may see, and a search among them. */
export function LibraryPage() {
  const [query, setQuery] = useState("");
  const asked = useSettled(query.trim(), TYPING_MS);
  return (
    <Page title="Library">
      <SearchField value={query} onChange={setQuery} />
      {asked === "" ? <AllTracks /> : <FoundTracks query={asked} />}
    </Page>
  );
}
