/** Chooses a CSV file and returns its text. */
export function CsvFileInput({ label, onChoose }: { label: string; onChoose: (text: string) => void }) {
	return (
		<label className="field">
			{label}
			<input
				type="file"
				accept=".csv,text/csv"
				onChange={(event) => {
					const [file] = event.target.files ?? []
					// allows choosing the same file again after it was corrected
					event.target.value = ''
					void file?.text().then(onChoose)
				}}
			/>
		</label>
	)
}
