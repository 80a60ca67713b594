"""Topics as most scripts make them: sentence-transformers, BERTopic's defaults, figures as HTML.

    PEER_PYTHON benchmarks/naive_bertopic.py PAPERS MODEL FOLDER

PAPERS is a Parquet file with title and abstract; MODEL a folder with a model for
sentence-transformers (float32). The table of topics and the figures are written to FOLDER. This
script needs an environment of its own with bertopic, sentence-transformers and torch;
`end_to_end.py` runs it as a whole process.
"""

import sys
from pathlib import Path

import pandas as pd
from bertopic import BERTopic
from sentence_transformers import SentenceTransformer


def main() -> None:
    """Embed the papers, find topics, and write the tables and all figures."""
    papers_path, model_folder, folder = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    papers = pd.read_parquet(papers_path)
    texts = (papers.title + ". " + papers.abstract.fillna("")).tolist()
    model = SentenceTransformer(str(model_folder))
    embeddings = model.encode(texts, show_progress_bar=False)
    topics = BERTopic(embedding_model=model)
    topics.fit_transform(texts, embeddings)
    topics.get_topic_info().to_csv(folder / "topics.csv", index=False)
    topics.get_document_info(texts).to_csv(folder / "papers.csv", index=False)
    figures = {
        "topics": topics.visualize_topics,
        "barchart": topics.visualize_barchart,
        "hierarchy": topics.visualize_hierarchy,
        "heatmap": topics.visualize_heatmap,
        "papers": lambda: topics.visualize_documents(papers.title.tolist(), embeddings=embeddings),
    }
    for name, draw in figures.items():
        try:
            draw().write_html(folder / f"{name}.html")
        except (ValueError, TypeError) as error:  # too few topics for this figure
            sys.stderr.write(f"no figure {name}: {error}\n")


if __name__ == "__main__":
    main()
