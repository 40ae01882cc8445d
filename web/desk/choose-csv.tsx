/** A file of a spreadsheet, as text. */
export function ChooseCsv({ label, onChoose }: { label: string; onChoose: (text: string) => void }) {
	return (
		<label className="field">
			{label}
			<input
				type="file"
				accept=".csv,text/csv"
				onChange={(event) => {
					const [file] = event.target.files ?? []
					// the same file is chosen again once it was mended
					event.target.value = ''
					void file?.text().then(onChoose)
				}}
			/>
		</label>
	)
}
